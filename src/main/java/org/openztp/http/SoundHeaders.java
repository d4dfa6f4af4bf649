package org.openztp.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import org.glassfish.jersey.message.internal.HeaderValueException;
import org.glassfish.jersey.server.ContainerRequest;

/** Refuses headers that cannot be read, in our words: later on the framework would answer them with its own. */
@PreMatching
@Priority(2)
final class SoundHeaders implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        try {
            request.getAcceptableMediaTypes();
            request.getAcceptableLanguages();
            ((ContainerRequest) request).getIfMatch();
            ((ContainerRequest) request).getIfNoneMatch();
            request.getCookies();
        } catch (HeaderValueException e) {
            throw Problem.badRequest("a header could not be read");
        }
    }
}
