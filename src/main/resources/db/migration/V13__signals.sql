-- What is told to other systems: one row for each signal and target.

create table signal_delivery (
  id         bigint       not null auto_increment primary key,
  uuid       varchar(36)  not null,
  target     varchar(64)  not null,
  kind       varchar(60)  not null,
  subject    varchar(200) not null,
  body       longtext     not null,
  state      varchar(20)  not null,
  attempts   int          not null,
  answer     varchar(300),
  created_at datetime(6)  not null,
  latest     datetime(6)  not null,
  next_at    datetime(6),
  ended_at   datetime(6),
  version    bigint       not null
) ${tableOptions};
create index signal_delivery_state on signal_delivery (state, id);
create index signal_delivery_ended on signal_delivery (ended_at);

-- How upgrades ended is counted by this.
create index upgrade_outcome on upgrade_operation (state, code);
