-- Upgrades of routers that fetch their work.

-- Whether the image's file and signatures were found good in this attempt.
alter table upgrade_operation add column vetted boolean not null default false;
-- The last words of its program so far.
alter table upgrade_operation add column said varchar(400);
