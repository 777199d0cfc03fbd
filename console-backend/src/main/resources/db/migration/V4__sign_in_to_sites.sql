-- People whose accounts ended: nodes are told, so that their sessions in sites end, too. Kept for a session's life.
create table gone_visitor (
    id      varchar(30) primary key,
    gone_at timestamp with time zone not null
);
