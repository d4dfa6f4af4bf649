package org.openztp.auth;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.openztp.db.Tx;

/**
 * The work keys of the devices, and the nonces that make what is proven by them count once. Every method is part of the
 * caller's transaction; who writes holds the lock of the device's row.
 */
public final class WorkKeys {
    private static final int NONCE_BYTES = 16;

    private final Vault vault;

    public WorkKeys(Vault vault) {
        this.vault = vault;
    }

    /** Keeps the key of the token that the device was just given, or has just proven itself by. */
    public void keep(Tx tx, long deviceId, String token) {
        WorkKey key = WorkKey.of(token);
        WorkKeyRow row = tx.em().find(WorkKeyRow.class, deviceId);
        if (row != null
                && open(row, deviceId)
                        .filter(kept -> Arrays.equals(kept.bytes(), key.bytes()))
                        .isPresent()) {
            return;
        }
        boolean isNew = row == null;
        WorkKeyRow kept = isNew ? new WorkKeyRow(deviceId) : row;
        kept.seal(vault.seal(key.bytes(), context(deviceId)));
        if (isNew) {
            tx.em().persist(kept);
        }
    }

    /** Empty for a device that never showed its token, and where the vault's key is another one now. */
    public Optional<WorkKey> find(Tx tx, long deviceId) {
        return Optional.ofNullable(tx.em().find(WorkKeyRow.class, deviceId)).flatMap(row -> open(row, deviceId));
    }

    private Optional<WorkKey> open(WorkKeyRow row, long deviceId) {
        try {
            return Optional.of(new WorkKey(vault.open(row.sealed(), context(deviceId))));
        } catch (Vault.Unreadable e) {
            return Optional.empty();
        }
    }

    /**
     * A fresh nonce, 32 hex digits; the one given before for this purpose is worth nothing from now on.
     *
     * @param purpose what may be asked for with it, for instance {@code work}; at most 20 characters
     */
    public String issueNonce(Tx tx, long deviceId, String purpose) {
        String nonce = HexFormat.of().formatHex(Secrets.bytes(NONCE_BYTES));
        dropNonce(tx, deviceId, purpose);
        tx.em()
                .createNativeQuery("insert into nonce (device_id, purpose, nonce) values (?, ?, ?)")
                .setParameter(1, deviceId)
                .setParameter(2, purpose)
                .setParameter(3, nonce)
                .executeUpdate();
        return nonce;
    }

    /** Uses the nonce up; false when it is not the one given last, or was used before. */
    public boolean useNonce(Tx tx, long deviceId, String purpose, String nonce) {
        return tx.em()
                        .createNativeQuery("delete from nonce where device_id = ? and purpose = ? and nonce = ?")
                        .setParameter(1, deviceId)
                        .setParameter(2, purpose)
                        .setParameter(3, nonce)
                        .executeUpdate()
                == 1;
    }

    private static void dropNonce(Tx tx, long deviceId, String purpose) {
        tx.em()
                .createNativeQuery("delete from nonce where device_id = ? and purpose = ?")
                .setParameter(1, deviceId)
                .setParameter(2, purpose)
                .executeUpdate();
    }

    private static String context(long deviceId) {
        return "work key of device " + deviceId;
    }
}
