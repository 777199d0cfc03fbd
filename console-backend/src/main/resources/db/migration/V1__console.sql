-- The console's metadata. Times are UTC. Large objects hold, as JSON, records that Java reads whole.

create table tenant (
    id           varchar(63) primary key,
    sites_max    int not null,
    created_at   timestamp(3) with time zone not null
);

create table app_user (
    name          varchar(63) primary key,
    role          varchar(10) not null check (role in ('OPERATOR', 'TENANT')),
    tenant        varchar(63) references tenant (id),
    password_hash varchar(200),
    created_at    timestamp(3) with time zone not null,
    constraint tenant_user_has_tenant check ((role = 'TENANT') = (tenant is not null))
);

-- Codes and tokens are kept as SHA-256 only.
create table sign_in_link (
    hash       char(64) primary key,
    user_name  varchar(63) not null references app_user (name) on delete cascade,
    expires_at timestamp(3) with time zone not null,
    used_at    timestamp(3) with time zone
);

create table api_token (
    id           bigint generated always as identity primary key,
    hash         char(64) not null unique,
    user_name    varchar(63) not null references app_user (name) on delete cascade,
    label        varchar(100) not null,
    scope        varchar(10) not null check (scope in ('READ', 'DEPLOY', 'ALL')),
    created_at   timestamp(3) with time zone not null,
    expires_at   timestamp(3) with time zone,
    last_used_at timestamp(3) with time zone
);

create table join_token (
    hash       char(64) primary key,
    created_by varchar(63) not null,
    expires_at timestamp(3) with time zone not null,
    used_at    timestamp(3) with time zone,
    node       varchar(63)
);

create table machine (
    node       varchar(63) primary key,
    facts      character large object,
    joined_at  timestamp(3) with time zone not null,
    draining   boolean not null default false
);

-- A machine is known by any of these; removing it removes them, and with them its way in.
create table machine_certificate (
    serial    varchar(40) primary key,
    node      varchar(63) not null references machine (node) on delete cascade,
    issued_at timestamp(3) with time zone not null
);

create table site (
    name       varchar(30) primary key,
    tenant     varchar(63) not null references tenant (id),
    suspended  boolean not null default false,
    created_at timestamp(3) with time zone not null
);

create table domain (
    name varchar(253) primary key,
    site varchar(30) not null references site (name) on delete cascade
);

create table bundle (
    digest     char(64) primary key,
    kind       varchar(10) not null,
    bytes      bigint not null,
    created_at timestamp(3) with time zone not null
);

create table version (
    site          varchar(30) not null references site (name) on delete cascade,
    service       varchar(63) not null,
    version       varchar(63) not null,
    deployment_id bigint not null,
    digest        char(64) not null references bundle (digest),
    app           character large object not null,
    serving       boolean not null,
    warm          boolean not null,
    created_at    timestamp(3) with time zone not null,
    created_by    varchar(63) not null,
    primary key (site, service, version)
);

-- The newest row of a service is in force; the rows before it are what roll back goes to.
create table traffic (
    id         bigint generated always as identity primary key,
    site       varchar(30) not null references site (name) on delete cascade,
    service    varchar(63) not null,
    split      character large object not null,
    changed_at timestamp(3) with time zone not null,
    changed_by varchar(63) not null
);
create index traffic_of_service on traffic (site, service, id);

create table deployment (
    id         bigint generated always as identity primary key,
    site       varchar(30) not null references site (name) on delete cascade,
    file_name  varchar(255) not null,
    state      varchar(10) not null,
    detail     character large object not null,
    created_at timestamp(3) with time zone not null,
    created_by varchar(63) not null
);
create index deployment_of_site on deployment (site, id);

create table event (
    id       bigint generated always as identity primary key,
    at       timestamp(3) with time zone not null,
    level    varchar(10) not null,
    site     varchar(30),
    node     varchar(63),
    actor    varchar(63),
    sentence varchar(500) not null
);
create index event_of_site on event (site, id);

create table audit (
    id           bigint generated always as identity primary key,
    at           timestamp(3) with time zone not null,
    actor        varchar(63) not null,
    from_address varchar(64) not null,
    action       varchar(60) not null,
    target       varchar(255) not null,
    site         varchar(30),
    before_text  varchar(2000) not null,
    after_text   varchar(2000) not null
);

create table load_minute (
    subject       varchar(80) not null,
    at            timestamp(3) with time zone not null,
    requests      bigint not null,
    client_errors bigint not null,
    server_errors bigint not null,
    latencies     varchar(2000) not null,
    processor     double precision not null,
    memory_bytes  bigint not null,
    primary key (subject, at)
);

create table setting (
    name  varchar(60) primary key,
    content varchar(2000) not null
);
insert into setting (name, content) values ('revision', '0');
