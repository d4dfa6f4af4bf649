package org.openztp.openwrt;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A network such as {@code 192.168.0.0/16} or {@code fd00::/8}; a plain address is the network of that one address. */
public record Cidr(IpAddress base, int prefix) {
    private static final Pattern FORM = Pattern.compile("([^/%]{2,45})(?:/(\\d{1,3}))?");

    /** The network is kept as its lowest address. */
    public Cidr {
        base = new IpAddress(lowest(base, prefix), "");
    }

    /** @throws InvalidValue when the text is no network */
    public static Cidr parse(String text) {
        Matcher m = FORM.matcher(text.strip());
        if (!m.matches()) {
            throw wanted();
        }
        IpAddress address = IpAddress.find(m.group(1)).orElseThrow(Cidr::wanted);
        int bits = bits(address);
        int prefix = m.group(2) == null ? bits : Integer.parseInt(m.group(2));
        if (prefix > bits) {
            throw wanted();
        }
        return new Cidr(address, prefix);
    }

    public static List<Cidr> parseAll(List<String> texts) {
        return texts.stream().map(Cidr::parse).toList();
    }

    public boolean contains(IpAddress address) {
        return bits(address) == bits(base) && lowest(address, prefix).equals(base.bytes());
    }

    private static InetAddress lowest(IpAddress address, int prefix) {
        byte[] bytes = address.bytes().getAddress().clone();
        int whole = prefix / 8;
        if (whole < bytes.length) {
            bytes[whole] &= (byte) (0xff << (8 - prefix % 8));
            Arrays.fill(bytes, whole + 1, bytes.length, (byte) 0);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int bits(IpAddress address) {
        return address.bytes().getAddress().length * 8;
    }

    private static InvalidValue wanted() {
        return new InvalidValue("network: one such as 192.168.0.0/16 or fd00::/8 is wanted");
    }

    @Override
    public String toString() {
        return base + "/" + prefix;
    }
}
