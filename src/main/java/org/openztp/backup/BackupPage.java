package org.openztp.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.openztp.db.Page;
import org.openztp.device.DeviceView;

/** The versions of a device's configuration as a page shows them, newest first. */
public record BackupPage(DeviceView device, Page<BackupView> versions, Instant now) {
    private static final int HIGHEST = 40;
    private static final int LOWEST = 8;

    /**
     * A change in the picture of when the configuration changed.
     *
     * @param x percent of the width
     * @param height of {@link #HIGHEST}: the more files changed, the higher
     */
    public record Mark(BackupView backup, String x, int height) {
        public int top() {
            return HIGHEST - height;
        }
    }

    /** From the oldest version shown to now. */
    public List<Mark> marks() {
        List<BackupView> all = versions.items();
        if (all.isEmpty()) {
            return List.of();
        }
        Instant oldest = all.get(all.size() - 1).takenAt();
        long width = Math.max(1, Duration.between(oldest, now).toMillis());
        return all.stream().map(backup -> mark(backup, oldest, width)).toList();
    }

    private static Mark mark(BackupView backup, Instant oldest, long width) {
        double part = 98.0 * Duration.between(oldest, backup.takenAt()).toMillis() / width + 0.5;
        double size = Math.log1p(backup.changed()) / Math.log(50);
        int height = LOWEST + (int) Math.round(Math.min(1, size) * (HIGHEST - LOWEST));
        return new Mark(backup, String.format(Locale.ROOT, "%.2f%%", part), height);
    }

    public static String size(int bytes) {
        return bytes < 10_000 ? bytes + " B" : bytes < 10_000_000 ? bytes / 1000 + " kB" : bytes / 1_000_000 + " MB";
    }

    /** The style sheet's class of a line of a unified diff. */
    public static String css(String line) {
        if (line.startsWith("@@")) {
            return "d-hunk";
        }
        return line.startsWith("+") ? "d-add" : line.startsWith("-") ? "d-del" : null;
    }

    /** Without the two lines that name the file. */
    public static List<String> lines(String diff) {
        return diff.lines().skip(2).toList();
    }
}
