update upgrade_operation set vetted = true, said = 'ztp: 🦄' where id = 1;

select 1 from upgrade_operation where id = 1 and vetted = true and said = 'ztp: 🦄';
select 1 from upgrade_operation where id = 2 and vetted = false and said is null;
