-- Whose a deleted site was. Data outlives a site, under its name; nobody else may have that name, or he would have the data.
create table former_site (
    name   varchar(30) primary key,
    tenant varchar(63) -- empty: this tenant was deleted, too
);
