package org.openztp.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** Refuses request bodies longer than their path allows (413), whether the length was announced or not. */
@PreMatching
@Priority(1)
final class BodyLimit implements ContainerRequestFilter {
    private static final int REGISTER_BYTES = 64 * 1024;
    private static final int OTHER_BYTES = 1024 * 1024;

    /** A switch's configuration, alone or in a report; nothing else of a node's is so large. */
    private static final int CONFIGURATION_BYTES = 8 * 1024 * 1024;

    /** The firmware store takes in what its setting allows, and counts itself; only operators get there. */
    private static final Pattern IMAGE = Pattern.compile("api/v1/firmware/builds/\\d+/images/[^/]+");

    @Override
    public void filter(ContainerRequestContext request) {
        long limit = limitOf(Paths.of(request.getUriInfo()));
        if (announced(request.getHeaderString("Content-Length")) > limit) {
            throw tooLong(limit);
        }
        request.setEntityStream(new Counted(request.getEntityStream(), limit));
    }

    static long limitOf(String path) {
        if (IMAGE.matcher(path).matches()) {
            return Long.MAX_VALUE;
        }
        if (path.equals("nodes") || path.startsWith("nodes/") && path.endsWith("/startup-config")) {
            return CONFIGURATION_BYTES;
        }
        return path.equals("register") || path.startsWith("register/") ? REGISTER_BYTES : OTHER_BYTES;
    }

    private static long announced(String header) {
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            throw Problem.badRequest("Content-Length: a number is wanted");
        }
    }

    private static Problem tooLong(long limit) {
        return new Problem(413, "Too long", "the body may be " + limit + " bytes long at most");
    }

    /** A body that broke off, or never was a body: the client's doing, not a fault of this server. */
    static final class Broken extends IOException {
        private static final long serialVersionUID = 1L;

        Broken(IOException cause) {
            super("the body could not be read", cause);
        }
    }

    private static final class Counted extends FilterInputStream {
        private final long limit;
        private long left;

        Counted(InputStream body, long limit) {
            super(body);
            this.limit = limit;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count;
            try {
                count = super.read(bytes, offset, length);
            } catch (IOException e) {
                throw new Broken(e);
            }
            left -= Math.max(0, count);
            if (left < 0) {
                throw tooLong(limit);
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            byte[] skipped = new byte[(int) Math.max(0, Math.min(count, 8192))];
            return skipped.length == 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
