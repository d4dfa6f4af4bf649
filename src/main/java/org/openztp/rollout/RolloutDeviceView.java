package org.openztp.rollout;

import org.openztp.upgrade.UpgradeState;

/**
 * A device of a roll-out as the API shows it.
 *
 * @param hostname null without, and once the device was removed; {@code mac} likewise
 * @param release what it runs, as it said last
 * @param stage counted from 1
 * @param image what it is to get; null where there is none for it, and the rest of the image likewise
 * @param reason why it is left out, with its words; null where it is not
 * @param upgrade null before its turn, {@code state} and {@code code} likewise
 */
public record RolloutDeviceView(
        long device,
        String hostname,
        String mac,
        String board,
        String release,
        String site,
        int stage,
        Long image,
        String file,
        Long sizeBytes,
        String imageRelease,
        String reason,
        String words,
        Long upgrade,
        UpgradeState state,
        String code) {
    private static final int KILOBYTE = 1000;

    private static final String SELECT = "select new org.openztp.rollout.RolloutDeviceView(r.device, d.hostname, d.mac,"
            + " d.boardName, d.release, r.site, r.stage, r.image, i.file, f.bytes, i.release, r.reason,"
            + " coalesce(r.words, u.words), u.id, u.state, u.code) from ";
    private static final String REST = " left join Device d on d.id = r.device"
            + " left join StoredImage i on i.id = r.image left join Blob f on f.sha256 = i.sha256";

    static final String ALL = SELECT + "RolloutDevice r left join UpgradeOperation u on u.id = r.operation" + REST;

    /** From the side of the upgrades, whose index knows their states. */
    static final String BY_STATE = SELECT + "UpgradeOperation u join RolloutDevice r"
            + " on r.rollout = u.leave.rollout and r.device = u.deviceId and r.operation = u.id" + REST;

    /** As pages call it. */
    public String name() {
        return hostname != null ? hostname : mac;
    }

    /** Of its image, as pages tell it. */
    public String size() {
        return sizeBytes == null ? null : sizeBytes / KILOBYTE + " kB";
    }
}
