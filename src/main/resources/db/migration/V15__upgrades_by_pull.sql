-- Upgrades of routers that fetch their work.

-- Whether the image's file and signatures were found good in this attempt.
alter table upgrade_operation add column vetted boolean not null default false;
-- The last words of its program so far.
alter table upgrade_operation add column said varchar(400);

-- The configuration that was kept before: its version, or why there is none; and whether a router that fetches its work was
-- asked to bring it.
alter table upgrade_operation add column backup_version int;
alter table upgrade_operation add column no_backup varchar(400);
alter table upgrade_operation add column wants_backup boolean not null default false;
