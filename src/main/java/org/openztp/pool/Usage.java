package org.openztp.pool;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openztp.pool.PoolItems.Taken;

/**
 * How much of a pool is taken.
 *
 * @param total how many values its file has
 * @param used how many of these devices have
 * @param reserved how many of these are kept for nodes that have not come yet
 * @param left how many values devices have that the file has no more; no part of the total
 * @param problem what is wrong with the file now, with its line; null when nothing is
 */
public record Usage(
        String name, BigInteger total, long used, long reserved, BigInteger free, long left, String problem) {

    private static final double TIGHT = 90;

    /** @param found empty when only what was taken is left */
    static Usage of(String name, Optional<PoolFile> found, Taken taken, String problem) {
        if (found.isEmpty()) {
            return new Usage(name, BigInteger.ZERO, 0, 0, BigInteger.ZERO, taken.all(), problem);
        }
        PoolFile file = found.get();
        long used = taken.free() + taken.reserved();
        return new Usage(
                name,
                file.total(),
                used,
                file.reserved() - taken.reserved(),
                file.free().subtract(BigInteger.valueOf(taken.free())),
                taken.all() - used,
                problem);
    }

    /** How far the bar goes, from 0 to 100; what is kept for nodes is not free either. */
    public double percent() {
        if (total.signum() == 0) {
            return 0;
        }
        double share = new BigDecimal(total.subtract(free))
                .divide(new BigDecimal(total), MathContext.DECIMAL32)
                .doubleValue();
        return Math.round(share * 100_000) / 1000.0;
    }

    /** The style sheet's class. */
    public String level() {
        if (free.signum() == 0) {
            return "level-full";
        }
        return percent() < TIGHT ? "level-easy" : "level-tight";
    }

    /** What a person is to know besides. */
    public String remarks() {
        List<String> all = new ArrayList<>();
        if (reserved > 0) {
            all.add(reserved + " kept for nodes to come");
        }
        if (left > 0) {
            all.add(left + " taken that the file has no more");
        }
        return String.join(", ", all);
    }

    /** A number as people read it; those beyond all devices as a power of two. */
    public static String words(BigInteger number) {
        return number.bitLength() < 40
                ? String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f')
                : "about 2^" + number.subtract(BigInteger.ONE).bitLength();
    }
}
