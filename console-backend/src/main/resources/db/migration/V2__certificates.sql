-- Certificates for sites' domains. The newest upload that names a domain is the one its visitors get.

create table certificate (
    id          bigint generated always as identity primary key,
    site        varchar(30) not null references site (name) on delete cascade,
    names       character large object not null,
    issuer      varchar(100) not null,
    valid_from  timestamp(3) with time zone not null,
    valid_until timestamp(3) with time zone not null,
    fingerprint char(64) not null,
    chain       character large object not null,
    sealed_key  binary large object not null,
    uploaded_at timestamp(3) with time zone not null,
    uploaded_by varchar(63) not null
);
create index certificate_of_site on certificate (site, id);
