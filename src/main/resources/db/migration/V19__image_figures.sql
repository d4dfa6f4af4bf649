-- What became of images on demand, counted by the day (UTC) on which each was asked for. scope: the version, of packages the
-- branch; name: the target, or the package. Of days that nobody asks for any more, all is at 1970-01-01.

create table image_figure (
  on_day date         not null,
  kind   varchar(20)  not null,
  scope  varchar(80)  not null,
  name   varchar(110) not null,
  amount bigint       not null,
  primary key (kind, on_day, scope, name)
) ${tableOptions};
