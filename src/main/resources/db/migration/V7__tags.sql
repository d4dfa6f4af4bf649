-- The words that operators give to devices; patterns and lists go by them.

create table device_tag (
  device_id bigint      not null,
  tag       varchar(63) not null,
  primary key (device_id, tag),
  constraint device_tag_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};
create index device_tag_tag on device_tag (tag, device_id);
