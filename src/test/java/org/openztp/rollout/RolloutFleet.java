package org.openztp.rollout;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.openztp.db.Tx;

/** Rows by the thousand, for tests of what so many cost. */
final class RolloutFleet {
    private static final String DEVICE = "insert into device (mac, state, hostname, release_name, board_name, address,"
            + " server_url, facts, attempts, token_confirmed, legacy_ssh, way, way_set, asks, device_group, location,"
            + " first_seen, last_seen, version)"
            + " values (?, 'PROVISIONED', ?, '23.05.5', 'lab,ap-1', '10.0.0.1', 'http://ztp.example/ztp', '{}', 0, false,"
            + " false, 'PUSH', false, 0, ?, ?, current_timestamp, current_timestamp, 0)";

    private RolloutFleet() {}

    /** Provisioned devices of a group, twenty at each location. */
    static void add(Tx tx, String group, int from, int count) {
        try (PreparedStatement insert = tx.connection().prepareStatement(DEVICE)) {
            for (int i = from; i < from + count; i++) {
                insert.setString(1, "02:f1:%02x:%02x:%02x:00".formatted(i >> 16, i >> 8 & 255, i & 255));
                insert.setString(2, "ap-" + i);
                insert.setString(3, group);
                insert.setString(4, "site-" + i / 20);
                insert.addBatch();
            }
            insert.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As if each device that waits had been upgraded. */
    static void succeed(Tx tx, long rollout) {
        tx.em()
                .createNativeQuery(
                        "insert into upgrade_operation (device_id, device_name, image_id, build, file, sha256,"
                                + " bytes, board, options, state, asked_by, created_at, deadline, attempts, nonce, visits,"
                                + " bytes_done, brings_image, ended_at, rollout_id, version)"
                                + " select r.device_id, 'ap', r.image_id, 'a/b', 'f', 's', 1, 'b', '',"
                                + " case when mod(r.device_id, 50) = 0 then 'FAILED' else 'SUCCESS' end, 'ops',"
                                + " current_timestamp, current_timestamp, 1, 'n', 9, 1, false, current_timestamp, r.rollout_id, 0"
                                + " from rollout_device r where r.rollout_id = :rollout and r.state = 'WAITING'")
                .setParameter("rollout", rollout)
                .executeUpdate();
        tx.em()
                .createNativeQuery("update rollout_device set operation_id = (select max(u.id) from upgrade_operation u"
                        + " where u.device_id = rollout_device.device_id), state = 'ORDERED'"
                        + " where rollout_id = :rollout and state = 'WAITING'")
                .setParameter("rollout", rollout)
                .executeUpdate();
    }
}
