-- The first contact: devices, what happened to them, what ran on them, and who may ask.

create table device (
  id              bigint        not null auto_increment primary key,
  mac             varchar(17)   not null,
  state           varchar(20)   not null,
  reason          varchar(60),
  hostname        varchar(63),
  release_name    varchar(40),
  board_name      varchar(80),
  model           varchar(120),
  target          varchar(60),
  serial          varchar(80),
  boot_id         varchar(40),
  address         varchar(64),
  server_url      varchar(300),
  facts           longtext      not null,
  attempts        int           not null,
  next_try        datetime(6),
  token_hash      varchar(64),
  token_confirmed boolean       not null,
  claim_hash      varchar(64),
  claim_address   varchar(64),
  claim_at        datetime(6),
  legacy_ssh      boolean       not null,
  first_seen      datetime(6)   not null,
  last_seen       datetime(6)   not null,
  version         bigint        not null,
  constraint device_mac unique (mac)
) ${tableOptions};
create index device_state on device (state, id);
create index device_hostname on device (hostname, id);
create index device_release on device (release_name, id);
create index device_address on device (address, id);
create index device_last_seen on device (last_seen, id);
create index device_serial on device (serial, id);

create table host_key (
  id          bigint        not null auto_increment primary key,
  device_id   bigint        not null,
  type        varchar(40)   not null,
  key_base64  varchar(2000) not null,
  accepted    boolean       not null,
  seen_at     datetime(6)   not null,
  constraint host_key_one unique (device_id, type, accepted),
  constraint host_key_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};

-- One line of a device's history; the output of a script is lines of kind OUTPUT with its run.
create table device_event (
  id         bigint        not null auto_increment primary key,
  device_id  bigint        not null,
  at         datetime(6)   not null,
  kind       varchar(30)   not null,
  message    varchar(1000) not null,
  actor      varchar(80),
  run_id     bigint,
  detail     longtext
) ${tableOptions};
create index device_event_device on device_event (device_id, id);
create index device_event_run on device_event (run_id, id);
create index device_event_at on device_event (at);

create table script_run (
  id           bigint       not null auto_increment primary key,
  batch        varchar(36)  not null,
  device_id    bigint       not null,
  script       varchar(100) not null,
  arguments    longtext     not null,
  state        varchar(20)  not null,
  reason       varchar(60),
  exit_code    int,
  boot_id      varchar(40),
  output_bytes bigint       not null,
  requested_by varchar(80),
  created_at   datetime(6)  not null,
  started_at   datetime(6),
  finished_at  datetime(6),
  version      bigint       not null
) ${tableOptions};
create index script_run_batch on script_run (batch, id);
create index script_run_device on script_run (device_id, id);
create index script_run_state on script_run (device_id, state);

-- What a provisioning must remember from one run of its job to the next; one row a device.
create table provisioning (
  device_id       bigint       not null primary key,
  step            varchar(20)  not null,
  run_id          bigint,
  boot_id         varchar(40),
  offered_image   varchar(300),
  offered_release varchar(40),
  offered_sha256  varchar(64),
  flash_again     boolean      not null,
  deadline        datetime(6),
  started_at      datetime(6)  not null,
  finished_at     datetime(6),
  version         bigint       not null,
  constraint provisioning_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};

create table api_token (
  id         bigint      not null auto_increment primary key,
  name       varchar(80) not null,
  role       varchar(20) not null,
  hash       varchar(64) not null,
  created_at datetime(6) not null,
  last_used  datetime(6),
  constraint api_token_name unique (name),
  constraint api_token_hash unique (hash)
) ${tableOptions};

create table enrolment_secret (
  id         bigint      not null auto_increment primary key,
  hash       varchar(64) not null,
  created_at datetime(6) not null,
  constraint enrolment_secret_hash unique (hash)
) ${tableOptions};

-- db-scheduler's own table; wake_up is ours: when a job was asked for while it was running
create table scheduled_tasks (
  task_name            varchar(100) not null,
  task_instance        varchar(100) not null,
  task_data            blob,
  execution_time       datetime(6)  not null,
  picked               boolean      not null,
  picked_by            varchar(50),
  last_success         datetime(6),
  last_failure         datetime(6),
  consecutive_failures int,
  last_heartbeat       datetime(6),
  version              bigint       not null,
  priority             smallint,
  state                varchar(100),
  wake_up              datetime(6),
  primary key (task_name, task_instance)
) ${tableOptions};
create index scheduled_tasks_time on scheduled_tasks (picked, execution_time);
create index scheduled_tasks_heartbeat on scheduled_tasks (last_heartbeat);
