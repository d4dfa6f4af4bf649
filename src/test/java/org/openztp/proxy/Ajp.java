package org.openztp.proxy;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tomcat's connector as the samples for AJP tell it. */
final class Ajp {
    private static final Pattern CONNECTOR = Pattern.compile("(?m)^#   (<Connector .*/>)$");

    private Ajp() {}

    static String connector(int port) throws IOException {
        Matcher line = CONNECTOR.matcher(Httpd.sample("ztp-ajp"));
        if (!line.find()) {
            throw new AssertionError("the sample names no connector");
        }
        return line.group(1).replace("8009", "" + port);
    }
}
