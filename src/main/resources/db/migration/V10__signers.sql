-- Who signed a file of the store, by the keys that were trusted when it was last looked at.
-- signers: ids of keys; signer_faults: what is wrong with other signatures; signers_keys: the fingerprint of the keys.

alter table firmware_blob add column (
  signers       varchar(600)  not null default '',
  signer_faults varchar(1000) not null default '',
  signers_keys  varchar(64)   not null default '',
  signers_at    datetime(6)
);

-- Signatures that were handed in beside a file.
create table firmware_signature (
  id      bigint      not null auto_increment primary key,
  sha256  varchar(64) not null,
  content longtext    not null,
  constraint firmware_signature_blob foreign key (sha256) references firmware_blob (sha256) on delete cascade
) ${tableOptions};
create index firmware_signature_sha256 on firmware_signature (sha256);
