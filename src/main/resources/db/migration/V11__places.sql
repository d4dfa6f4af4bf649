-- Where operators say that devices stand: in a group, at a location, behind another device.

alter table device add column (
  device_group varchar(64),
  location     varchar(64),
  parent_id    bigint
);
create index device_device_group on device (device_group, id);
create index device_location on device (location, id);
create index device_parent on device (parent_id, id);
alter table device add constraint device_parent_device foreign key (parent_id) references device (id) on delete set null;
