package org.openztp.http;

import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.util.Arrays;

/** A method that reads form fields takes forms: any other body, or none, is 415, where Jersey would fail with 500. */
final class FormBodies implements DynamicFeature {
    private static final ContainerRequestFilter ONLY_FORMS = request -> {
        MediaType type = request.getMediaType();
        if (type == null || !type.isCompatible(MediaType.APPLICATION_FORM_URLENCODED_TYPE)) {
            throw new NotSupportedException();
        }
    };

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        boolean readsFields = Arrays.stream(resource.getResourceMethod().getParameterAnnotations())
                .flatMap(Arrays::stream)
                .map(Annotation::annotationType)
                .anyMatch(FormParam.class::equals);
        if (readsFields) {
            context.register(ONLY_FORMS, ContainerRequestFilter.class);
        }
    }
}
