-- Upgrades of routers that fetch their work.

-- In one statement: H2 makes the table anew for each.
alter table upgrade_operation add column (
  -- whether the image's file and signatures were found good in this attempt
  vetted         boolean not null default false,
  -- the last words of its program so far
  said           varchar(400),
  -- the configuration that was kept before: its version, or why there is none; and whether a router that fetches its work
  -- was asked to bring it
  backup_version int,
  no_backup      varchar(400),
  wants_backup   boolean not null default false
);
