-- Images that are made for single devices, as their definitions want them.

-- What was made and put into the store: it tells later what a device has that runs it. packages: the names asked for;
-- manifest: the version of each package inside, by its name.
create table tailored_image (
  id         bigint       not null auto_increment primary key,
  hash       varchar(64)  not null,
  sha256     varchar(64)  not null,
  os_version varchar(80)  not null,
  target     varchar(81)  not null,
  profile    varchar(100) not null,
  packages   mediumtext   not null,
  manifest   mediumtext   not null,
  image_id   bigint       not null,
  made_at    datetime(6)  not null,
  constraint tailored_image_one unique (hash, sha256)
) ${tableOptions};
create index tailored_image_sha256 on tailored_image (sha256);

-- What newer there is for each device, when all were last looked at. of_branch: the newest release of the branch that it
-- runs, newest: of all, each null where it has it; packages: how many of those in its last image are newer by now.
create table firmware_check (
  device_id     bigint        not null primary key,
  board         varchar(128)  not null,
  runs          varchar(128),
  of_branch     varchar(80),
  newest        varchar(80),
  packages      int           not null,
  package_words varchar(1000) not null,
  words         varchar(300)  not null,
  waiting       boolean       not null,
  checked_at    datetime(6)   not null,
  constraint firmware_check_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};
create index firmware_check_waiting on firmware_check (waiting, device_id);

-- How far the image of a device is, from the wish to the flash; hash: the request's, empty where none could be made of it.
create table tailored_device (
  device_id  bigint        not null primary key,
  state      varchar(20)   not null,
  -- of the build, while builders are at work
  step       varchar(40),
  hash       varchar(64)   not null,
  request    mediumtext,
  -- of the catalogue when it was asked for: what failed may go well with another one
  generation bigint        not null,
  asked_by   varchar(80)   not null,
  asked_at   datetime(6)   not null,
  since      datetime(6)   not null,
  code       varchar(40),
  words      varchar(1000),
  image_id   bigint,
  upgrade_id bigint,
  version    bigint        not null,
  constraint tailored_device_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};
create index tailored_device_state on tailored_device (state, asked_by);
create index tailored_device_hash on tailored_device (hash, state);
