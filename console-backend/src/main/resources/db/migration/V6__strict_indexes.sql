-- Whether a site's queries are refused for want of a composite index, as Google refuses them.
alter table site add column strict_indexes boolean default false not null;
