-- Upgrades of routers, one row each. Of device and image it keeps what tells of it when those are gone.

create table upgrade_operation (
  id                   bigint        not null auto_increment primary key,
  device_id            bigint        not null,
  device_name          varchar(80)   not null,
  image_id             bigint        not null,
  build                varchar(140)  not null,
  file                 varchar(200)  not null,
  sha256               varchar(64)   not null,
  bytes                bigint        not null,
  release_name         varchar(128),
  revision             varchar(128),
  board                varchar(128)  not null,
  options              varchar(20)   not null,
  state                varchar(20)   not null,
  code                 varchar(40),
  words                varchar(1000),
  -- the device while the upgrade has not ended: each device has one at most
  active_device_id     bigint,
  asked_by             varchar(80)   not null,
  created_at           datetime(6)   not null,
  deadline             datetime(6)   not null,
  attempts             int           not null,
  next_at              datetime(6),
  nonce                varchar(8)    not null,
  run_id               bigint,
  boot_id              varchar(40),
  before_release       varchar(128),
  before_revision      varchar(128),
  device_state_before  varchar(20),
  device_reason_before varchar(60),
  visits               int           not null,
  bytes_done           bigint        not null,
  brings_image         boolean       not null,
  flashed_at           datetime(6),
  back_by              datetime(6),
  ended_at             datetime(6),
  retry_of             bigint,
  rollout_id           bigint,
  download_hash        varchar(64),
  download_sealed      varbinary(200),
  download_until       datetime(6),
  version              bigint        not null,
  constraint upgrade_active unique (active_device_id),
  constraint upgrade_download unique (download_hash)
) ${tableOptions};
create index upgrade_device on upgrade_operation (device_id, id);
create index upgrade_state on upgrade_operation (state, id);
create index upgrade_rollout on upgrade_operation (rollout_id, state);
create index upgrade_image on upgrade_operation (image_id, active_device_id);

-- The images that a router may be flashed with.
create index firmware_image_board_board on firmware_image_board (board, image_id);
