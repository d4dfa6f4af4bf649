-- Rows as step 10 may find them. What begins with select must find a row in the newest tables.
update firmware_blob set signers = '84bfc88a17166577', signers_keys = 'cd', signers_at = '2026-01-02 03:04:05' where sha256 = 'ab';
insert into firmware_signature (sha256, content) values ('ab', 'dW50cnVzdGVk');

select 1 from firmware_blob where sha256 = 'ab' and bytes = 7 and signer_faults = '';
select 1 from firmware_signature where sha256 = 'ab' and content = 'dW50cnVzdGVk';
