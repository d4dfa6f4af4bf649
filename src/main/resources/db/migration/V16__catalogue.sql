-- What OpenWrt's upstreams have. A sync writes the rows of a new generation, which all count at once when
-- upstream_catalogue names it. What was read from one file is a document: it is kept once, whoever refers to it, and never
-- changed.

-- One row. run: the number of the sync that may write; generation: the number of the one whose rows count.
create table upstream_catalogue (
  id           int         not null primary key,
  generation   bigint      not null,
  previous     bigint      not null,
  run          bigint      not null,
  state        varchar(20) not null,
  asked_at     datetime(6),
  started_at   datetime(6),
  ended_at     datetime(6),
  done         int         not null,
  total        int         not null,
  words        varchar(200)
) ${tableOptions};
insert into upstream_catalogue (id, generation, previous, run, state, done, total) values (1, 0, 0, 0, 'IDLE', 0, 0);

-- How the last sync of each upstream went; faults: a line each.
create table upstream_source (
  name      varchar(64)  not null primary key,
  url       varchar(500) not null,
  tried_at  datetime(6)  not null,
  synced_at datetime(6),
  faults    longtext     not null
) ${tableOptions};

-- What one file says: content is what is neither a profile nor a package of it. Not complete: its rows are still written.
create table upstream_document (
  id       bigint      not null auto_increment primary key,
  kind     varchar(20) not null,
  sha256   varchar(64) not null,
  complete boolean     not null,
  content  longtext    not null,
  constraint upstream_document_one unique (kind, sha256)
) ${tableOptions};

-- What the upstream is told that we have when a file is asked for again, by the checksum of its address.
create table upstream_fetch (
  url_sha256  varchar(64) not null primary key,
  document_id bigint      not null,
  etag        varchar(300),
  modified    varchar(100),
  seen_at     datetime(6) not null,
  constraint upstream_fetch_document foreign key (document_id) references upstream_document (id)
) ${tableOptions};
create index upstream_fetch_document_id on upstream_fetch (document_id);
create index upstream_fetch_seen on upstream_fetch (seen_at);

create table upstream_version (
  generation bigint       not null,
  version    varchar(40)  not null,
  place      int          not null,
  branch     varchar(40)  not null,
  path       varchar(200) not null,
  upstream   varchar(64)  not null,
  standing   varchar(20),
  primary key (generation, version)
) ${tableOptions};

create table upstream_target (
  generation     bigint      not null,
  version        varchar(40) not null,
  target         varchar(80) not null,
  place          int         not null,
  architecture   varchar(80) not null,
  profiles_id    bigint      not null,
  builder_file   varchar(200),
  builder_sha256 varchar(64),
  signed_by      varchar(40),
  primary key (generation, version, target),
  constraint upstream_target_profiles foreign key (profiles_id) references upstream_document (id)
) ${tableOptions};
create index upstream_target_profiles_id on upstream_target (profiles_id, generation, version);

-- The indexes that count for a target, its architecture's included, and once more for each architecture by itself.
create table upstream_index (
  generation  bigint      not null,
  version     varchar(40) not null,
  scope       varchar(80) not null,
  name        varchar(80) not null,
  own         boolean     not null,
  document_id bigint      not null,
  primary key (generation, version, scope, name),
  constraint upstream_index_document foreign key (document_id) references upstream_document (id)
) ${tableOptions};
create index upstream_index_document_id on upstream_index (document_id);

create table upstream_package (
  document_id bigint       not null,
  name        varchar(128) not null,
  version     varchar(128) not null,
  primary key (document_id, name)
) ${tableOptions};

create table upstream_profile (
  document_id bigint       not null,
  profile     varchar(128) not null,
  place       int          not null,
  titles      longtext     not null,
  content     longtext     not null,
  primary key (document_id, profile)
) ${tableOptions};

-- The names of a profile. precedence: 0 its id, 1 the first of its supported devices, 2 another one of them.
create table upstream_profile_name (
  name        varchar(128) not null,
  document_id bigint       not null,
  profile     varchar(128) not null,
  precedence  int          not null,
  primary key (name, document_id, profile)
) ${tableOptions};
create index upstream_profile_name_document on upstream_profile_name (document_id);
