-- The firmware store: categories hold builds, builds hold images, and the bytes of an image are kept once.

create table firmware_category (
  id   bigint      not null auto_increment primary key,
  name varchar(64) not null,
  constraint firmware_category_name unique (name)
) ${tableOptions};

create table firmware_build (
  id          bigint      not null auto_increment primary key,
  category_id bigint      not null,
  version     varchar(64) not null,
  os          varchar(64),
  changelog   longtext    not null,
  created_at  datetime(6) not null,
  created_by  varchar(80) not null,
  constraint firmware_build_one unique (category_id, version),
  constraint firmware_build_os unique (os),
  constraint firmware_build_category foreign key (category_id) references firmware_category (id)
) ${tableOptions};

-- A file of ZTP_HOME/store, named by its checksum; fault says what a check found wrong with it.
create table firmware_blob (
  sha256      varchar(64) not null primary key,
  bytes       bigint      not null,
  verified_at datetime(6) not null,
  fault       varchar(200)
) ${tableOptions};
create index firmware_blob_verified on firmware_blob (verified_at);
create index firmware_blob_fault on firmware_blob (fault);

create table firmware_image (
  id             bigint       not null auto_increment primary key,
  build_id       bigint       not null,
  sha256         varchar(64)  not null,
  file           varchar(200) not null,
  has_metadata   boolean      not null,
  target         varchar(128),
  release_name   varchar(128),
  revision       varchar(128),
  compat_version varchar(12)  not null,
  stored_at      datetime(6)  not null,
  stored_by      varchar(80)  not null,
  constraint firmware_image_file unique (build_id, file),
  constraint firmware_image_build foreign key (build_id) references firmware_build (id),
  constraint firmware_image_blob foreign key (sha256) references firmware_blob (sha256)
) ${tableOptions};
create index firmware_image_sha256 on firmware_image (sha256);

-- Of one build, a board has one image.
create table firmware_image_board (
  id       bigint       not null auto_increment primary key,
  build_id bigint       not null,
  image_id bigint       not null,
  board    varchar(128) not null,
  constraint firmware_image_board_one unique (build_id, board),
  constraint firmware_image_board_image foreign key (image_id) references firmware_image (id) on delete cascade
) ${tableOptions};
create index firmware_image_board_image_id on firmware_image_board (image_id);
