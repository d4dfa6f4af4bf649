-- Images on demand: one row for each request, by its hash, whatever became of it; and what was made, and printed.

create table image_build (
  id           bigint       not null auto_increment primary key,
  hash         varchar(64)  not null,
  state        varchar(20)  not null,
  step         varchar(40),
  os_version   varchar(80)  not null,
  target       varchar(81)  not null,
  profile      varchar(100) not null,
  request      mediumtext   not null,
  -- what a router runs at its first start may hold passwords
  defaults     mediumblob,
  asker        varchar(100) not null,
  client       varchar(100),
  -- whose turn it is: the lowest; of the same, the first
  turn         bigint       not null,
  attempts     int          not null,
  queued_at    datetime(6)  not null,
  next_at      datetime(6),
  started_at   datetime(6),
  ended_at     datetime(6),
  expires_at   datetime(6),
  used_at      datetime(6)  not null,
  -- who is at work on it, and until when that is believed without a sign of life
  worker       varchar(60),
  leased_until datetime(6),
  fault        varchar(20),
  words        varchar(1000),
  seconds      int,
  bytes        bigint       not null,
  pinned       boolean      not null,
  version      bigint       not null,
  constraint image_build_hash unique (hash)
) ${tableOptions};
create index image_build_turn on image_build (state, turn, id);
create index image_build_asker on image_build (asker, state, turn);
create index image_build_leased on image_build (state, leased_until);
create index image_build_ended on image_build (state, ended_at);
create index image_build_listed on image_build (state, id);
create index image_build_expires on image_build (expires_at);

create table image_result (
  build_id bigint     not null primary key,
  answer   mediumtext,
  stdout   mediumtext not null,
  stderr   mediumtext not null,
  constraint image_result_build foreign key (build_id) references image_build (id) on delete cascade
) ${tableOptions};
