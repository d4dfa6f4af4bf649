package org.openztp.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EveryEndpointTest {
    private static final Set<String> PERMISSIONS =
            Set.of(Role.MAY_ANNOUNCE, Role.MAY_VIEW, Role.MAY_OPERATE, Role.MAY_ADMINISTER);

    @Test
    void everyEndpointSaysWhoMayUseIt() {
        List<Method> endpoints =
                resources().flatMap(EveryEndpointTest::endpoints).toList();
        assertThat(endpoints).hasSizeGreaterThan(4);
        for (Method endpoint : endpoints) {
            boolean forSome = endpoint.isAnnotationPresent(RolesAllowed.class);
            boolean forAll = endpoint.isAnnotationPresent(PermitAll.class);
            assertThat(forSome ^ forAll)
                    .as("%s has one of @RolesAllowed and @PermitAll", endpoint)
                    .isTrue();
            if (forSome) {
                assertThat(endpoint.getAnnotation(RolesAllowed.class).value())
                        .as("the permissions of %s", endpoint)
                        .isNotEmpty()
                        .isSubsetOf(PERMISSIONS);
            }
        }
    }

    @Test
    void theApiIsOpenToNobodyWithoutAToken() {
        List<Method> open = resources()
                .filter(type -> type.getAnnotation(Path.class).value().contains("api/"))
                .flatMap(EveryEndpointTest::endpoints)
                .filter(endpoint -> endpoint.isAnnotationPresent(PermitAll.class))
                .toList();
        assertThat(open).isEmpty();
    }

    private static Stream<Class<?>> resources() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.openztp").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .map(JavaClass::reflect);
    }

    private static Stream<Method> endpoints(Class<?> resource) {
        return Stream.of(resource.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.isAnnotationPresent(Path.class)
                        || Stream.of(method.getAnnotations()).anyMatch(EveryEndpointTest::isVerb));
    }

    private static boolean isVerb(Annotation annotation) {
        return annotation.annotationType().isAnnotationPresent(HttpMethod.class);
    }
}
