-- Rows as step 16 may find them. What begins with select must find a row in the newest tables.
update upstream_catalogue set generation = 3, previous = 2, run = 4, state = 'SYNCING', total = 9, words = 'openwrt 24.10.2' where id = 1;
insert into upstream_source (name, url, tried_at, synced_at, faults) values ('openwrt', 'https://downloads.example.net', '2026-01-02 03:04:05', null, 'ath79/generic: is being rebuilt 🦄');
insert into upstream_document (id, kind, sha256, complete, content) values (1, 'PROFILES', 'ab', true, '{}');
insert into upstream_document (id, kind, sha256, complete, content) values (2, 'INDEX', 'ab', true, '{}');
insert into upstream_fetch (url_sha256, document_id, etag, modified, seen_at) values ('cd', 1, '"7"', null, '2026-01-02 03:04:05');
insert into upstream_version (generation, version, place, branch, path, upstream, standing) values (3, '24.10.2', 0, '24.10', 'releases/24.10.2', 'openwrt', 'STABLE');
insert into upstream_target (generation, version, target, place, architecture, profiles_id, builder_file, builder_sha256) values (3, '24.10.2', 'ath79/generic', 0, 'mips_24kc', 1, 'openwrt-imagebuilder.tar.zst', 'ef');
insert into upstream_index (generation, version, scope, name, own, document_id) values (3, '24.10.2', 'ath79/generic', 'packages', true, 2);
insert into upstream_package (document_id, name, version) values (2, 'vim', '9.0-1');
insert into upstream_profile (document_id, profile, place, titles, content) values (1, 'acme_one', 0, '[]', '{}');
insert into upstream_profile_name (name, document_id, profile, precedence) values ('acme_one', 1, 'acme_one', 0);

select 1 from upstream_catalogue where id = 1 and generation = 3 and run = 4 and state = 'SYNCING' and words = 'openwrt 24.10.2';
select 1 from upstream_source where name = 'openwrt' and faults like '%🦄';
select 1 from upstream_fetch f join upstream_document d on d.id = f.document_id where f.etag = '"7"' and d.kind = 'PROFILES' and d.complete = true;
select 1 from upstream_version where generation = 3 and version = '24.10.2' and standing = 'STABLE';
select 1 from upstream_target where generation = 3 and target = 'ath79/generic' and profiles_id = 1 and builder_sha256 = 'ef';
select 1 from upstream_index i join upstream_package p on p.document_id = i.document_id where i.scope = 'ath79/generic' and p.name = 'vim' and p.version = '9.0-1';
select 1 from upstream_profile_name n join upstream_profile p on p.document_id = n.document_id and p.profile = n.profile where n.name = 'acme_one';
