-- Rows as step 19 may find them. What begins with select must find a row in the newest tables.
insert into image_figure (on_day, kind, scope, name, amount) values ('2026-11-21', 'MADE', '24.10.2', 'ath79/generic', 3);
insert into image_figure (on_day, kind, scope, name, amount) values ('1970-01-01', 'PACKAGE', '24.10', 'tcpdump', 70000000000);

select 1 from image_figure where on_day = '2026-11-21' and kind = 'MADE' and scope = '24.10.2' and amount = 3;
select 1 from image_figure where on_day = '1970-01-01' and name = 'tcpdump' and amount = 70000000000;
