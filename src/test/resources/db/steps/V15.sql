update upgrade_operation set vetted = true, said = 'ztp: 🦄', backup_version = 3, wants_backup = true where id = 1;
update upgrade_operation set no_backup = 'no 🦄' where id = 2;

select 1 from upgrade_operation where id = 1 and vetted = true and said = 'ztp: 🦄' and backup_version = 3 and wants_backup = true;
select 1 from upgrade_operation where id = 2 and vetted = false and said is null and no_backup = 'no 🦄' and wants_backup = false;
