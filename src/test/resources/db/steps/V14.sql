-- Rows as step 14 may find them. What begins with select must find a row in the newest tables.
insert into upgrade_health (operation_id, soak_seconds, longest_seconds, program) values (1, 60, 900, X'00FF');

select 1 from upgrade_health where operation_id = 1 and soak_seconds = 60 and longest_seconds = 900;
