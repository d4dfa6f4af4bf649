package org.openztp.http;

import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;

/** The JSON text {@code null} is no body: resources never see a null one. */
final class NoNullBody implements ReaderInterceptor {
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
        Object read = body.proceed();
        if (read == null) {
            throw Problem.badRequest("a body is wanted");
        }
        return read;
    }
}
