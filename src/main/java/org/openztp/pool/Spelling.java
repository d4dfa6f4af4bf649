package org.openztp.pool;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.IpAddress;

/** How the values of a stretch are written: each is a number in another spelling. */
sealed interface Spelling {
    String write(BigInteger number);

    /** The number of a value in exactly this spelling. */
    Optional<BigInteger> read(String value);

    /** IPv4 addresses (4 bytes) or IPv6 addresses (16). */
    record Address(int bytes) implements Spelling {
        static Address of(IpAddress address) {
            return new Address(address.bytes().getAddress().length);
        }

        static BigInteger number(IpAddress address) {
            return new BigInteger(1, address.bytes().getAddress());
        }

        @Override
        public String write(BigInteger number) {
            byte[] all = new byte[bytes];
            byte[] digits = number.toByteArray();
            int length = Math.min(digits.length, bytes);
            System.arraycopy(digits, digits.length - length, all, bytes - length, length);
            try {
                InetAddress address =
                        bytes == 4 ? InetAddress.getByAddress(all) : Inet6Address.getByAddress(null, all, -1);
                return new IpAddress(address, "").toString();
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<BigInteger> read(String value) {
            return IpAddress.find(value)
                    .filter(address ->
                            address.toString().equals(value) && address.bytes().getAddress().length == bytes)
                    .map(Address::number);
        }
    }

    /** Names that hold a number: {@code ap-%04d}. */
    record Numbered(String before, int width, String after) implements Spelling {
        private static final Pattern FORM = Pattern.compile("([^%]*)%(?:0([1-9]))?d([^%]*)");
        private static final int MOST_DIGITS = 15;

        /** @throws InvalidValue when the text is no such pattern */
        static Numbered parse(String pattern) {
            Matcher m = FORM.matcher(pattern);
            if (!m.matches()) {
                throw new InvalidValue("pattern: a name with one %d or %04d in it is wanted, such as ap-%04d");
            }
            Plain.check(m.group(1) + "0" + m.group(3));
            return new Numbered(m.group(1), m.group(2) == null ? 1 : Integer.parseInt(m.group(2)), m.group(3));
        }

        @Override
        public String write(BigInteger number) {
            String digits = number.toString();
            return before + "0".repeat(Math.max(0, width - digits.length())) + digits + after;
        }

        @Override
        public Optional<BigInteger> read(String value) {
            int length = value.length() - before.length() - after.length();
            if (length < 1 || length > MOST_DIGITS || !value.startsWith(before) || !value.endsWith(after)) {
                return Optional.empty();
            }
            String digits = value.substring(before.length(), before.length() + length);
            return digits.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Optional.of(new BigInteger(digits)).filter(n -> write(n).equals(value))
                    : Optional.empty();
        }

        /** Whether some name may be both this and the other: no letter keeps them apart at either end of the number. */
        boolean mayMeet(Numbered other) {
            return meet(before, other.before)
                    && meet(
                            new StringBuilder(after).reverse().toString(),
                            new StringBuilder(other.after).reverse().toString());
        }

        private static boolean meet(String one, String two) {
            String shorter = one.length() < two.length() ? one : two;
            String longer = one.length() < two.length() ? two : one;
            return longer.startsWith(shorter)
                    && (longer.length() == shorter.length() || Character.isDigit(longer.charAt(shorter.length())));
        }
    }

    /** One value as it stands. */
    record Plain(String text) implements Spelling {
        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._:/,=@+-]{0,199}");

        /** @throws InvalidValue for what no pool may hold */
        static Plain check(String text) {
            if (!FORM.matcher(text).matches()) {
                throw new InvalidValue("a value is up to 200 letters, digits and . _ : / , = @ + -");
            }
            return new Plain(text);
        }

        @Override
        public String write(BigInteger number) {
            return text;
        }

        @Override
        public Optional<BigInteger> read(String value) {
            return value.equals(text) ? Optional.of(BigInteger.ZERO) : Optional.empty();
        }
    }
}
