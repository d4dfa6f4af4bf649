-- What a router that is upgraded is to be asked when it is back, sealed; there until the upgrade has ended.

create table upgrade_health (
  operation_id    bigint   not null primary key,
  soak_seconds    bigint   not null,
  longest_seconds bigint   not null,
  program         longblob not null,
  constraint upgrade_health_operation foreign key (operation_id) references upgrade_operation (id) on delete cascade
) ${tableOptions};
