package org.openztp.pool;

import java.math.BigInteger;
import java.net.InetAddress;
import org.openztp.openwrt.Cidr;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.IpAddress;

/** Values in a row, from the first to the last; never enumerated, since a /64 is one of them. */
record Stretch(Spelling spelling, BigInteger first, BigInteger last) {
    Stretch {
        if (first.compareTo(last) > 0) {
            throw new InvalidValue("the first value comes after the last");
        }
    }

    static Stretch plain(String text) {
        return new Stretch(Spelling.Plain.check(text), BigInteger.ZERO, BigInteger.ZERO);
    }

    /** Both ends are part of it. */
    static Stretch between(IpAddress first, IpAddress last) {
        Spelling.Address spelling = Spelling.Address.of(first);
        if (!spelling.equals(Spelling.Address.of(last))) {
            throw new InvalidValue("a range is IPv4 or IPv6, not both");
        }
        return new Stretch(spelling, Spelling.Address.number(first), Spelling.Address.number(last));
    }

    /**
     * The hosts of a network: without an IPv4 network's own and its broadcast address, without an IPv6 network's first,
     * which is its routers'. Networks of two addresses or one are hosts altogether.
     */
    static Stretch hosts(Cidr network) {
        InetAddress base = network.base().bytes();
        int hostBits = base.getAddress().length * 8 - network.prefix();
        BigInteger first = Spelling.Address.number(network.base());
        BigInteger last = first.add(BigInteger.ONE.shiftLeft(hostBits)).subtract(BigInteger.ONE);
        Spelling spelling = Spelling.Address.of(network.base());
        if (hostBits < 2) {
            return new Stretch(spelling, first, last);
        }
        boolean broadcast = base.getAddress().length == 4;
        return new Stretch(spelling, first.add(BigInteger.ONE), broadcast ? last.subtract(BigInteger.ONE) : last);
    }

    BigInteger size() {
        return last.subtract(first).add(BigInteger.ONE);
    }

    boolean holds(BigInteger number) {
        return first.compareTo(number) <= 0 && number.compareTo(last) <= 0;
    }
}
