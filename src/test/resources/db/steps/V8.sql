-- Rows as step 8 may find them. What begins with select must find a row in the newest tables.
insert into firmware_category (id, name) values (1, 'campus');
insert into firmware_build (id, category_id, version, os, changelog, created_at, created_by)
values (1, 1, '24.10.2', 'OpenWrt 24.10.2', 'faster 🦄', '2026-01-02 03:04:05', 'ops 🦄');
insert into firmware_blob (sha256, bytes, verified_at, fault) values ('ab', 7, '2026-01-02 03:04:05', 'its file is missing');
insert into firmware_image
  (id, build_id, sha256, file, has_metadata, target, release_name, revision, compat_version, stored_at, stored_by)
values (1, 1, 'ab', 'one.bin', true, 'ath79/generic', '24.10.2', 'r1', '1.1', '2026-01-02 03:04:05', 'ops 🦄');
insert into firmware_image_board (build_id, image_id, board) values (1, 1, 'acme,one');

select 1 from firmware_category where id = 1 and name = 'campus';
select 1 from firmware_build where category_id = 1 and version = '24.10.2' and os = 'OpenWrt 24.10.2' and created_by = 'ops 🦄';
select 1 from firmware_blob where sha256 = 'ab' and bytes = 7 and fault = 'its file is missing';
select 1 from firmware_image where build_id = 1 and file = 'one.bin' and sha256 = 'ab' and release_name = '24.10.2' and compat_version = '1.1';
select 1 from firmware_image_board where image_id = 1 and board = 'acme,one';
