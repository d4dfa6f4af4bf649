package org.openztp.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.glassfish.jersey.server.ParamException;
import org.openztp.openwrt.InvalidValue;

/** Which problem an exception is. Empty: a fault of this server, whose details are nobody else's business. */
public final class Problems {
    private static final Duration DATABASE_BACK = Duration.ofSeconds(5);

    private Problems() {}

    /** @param invalid the status for a value that is not what it claims to be: 422, or 400 for the oldest device protocol */
    public static Optional<Problem> of(Throwable error, int invalid) {
        Optional<Problem> inside = first(error, Problem.class);
        if (inside.isPresent()) {
            return inside;
        }
        Optional<InvalidValue> value = first(error, InvalidValue.class);
        if (value.isPresent()) {
            return Optional.of(invalid(invalid, value.get().getMessage()));
        }
        if (first(error, BodyLimit.Broken.class).isPresent()) {
            return Optional.of(Problem.badRequest("the body broke off"));
        }
        if (error instanceof ParamException param) {
            return Optional.of(parameter(param, invalid));
        }
        if (isOfLostConnection(error)) {
            return Optional.of(Problem.unavailable("the database does not answer; try again", DATABASE_BACK));
        }
        Optional<JsonProcessingException> json = first(error, JsonProcessingException.class);
        if (json.isPresent()) {
            return json(json.get(), invalid);
        }
        if (error instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
            return Optional.of(framework(web));
        }
        return error.getClass() == ProcessingException.class
                ? Optional.of(Problem.badRequest("the body could not be read"))
                : Optional.empty();
    }

    /** No connection was to be had, or it broke; SQLSTATE class 08 says so, and JDBC's own classes for it. */
    private static boolean isOfLostConnection(Throwable error) {
        return first(error, SQLTransientConnectionException.class).isPresent()
                || first(error, SQLNonTransientConnectionException.class).isPresent()
                || first(error, SQLException.class)
                        .map(SQLException::getSQLState)
                        .filter(state -> state.startsWith("08"))
                        .isPresent();
    }

    private static Problem parameter(ParamException error, int invalid) {
        return error instanceof ParamException.PathParamException
                ? Problem.notFound("there is nothing with this " + error.getParameterName())
                : invalid(invalid, error.getParameterName() + ": not a value this address takes");
    }

    private static Optional<Problem> json(JsonProcessingException error, int invalid) {
        if (!(error instanceof JsonMappingException mapping)) {
            JsonLocation at = error.getLocation();
            String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            return Optional.of(Problem.badRequest("malformed JSON" + place));
        }
        if (!(mapping.getProcessor() instanceof JsonParser)) {
            return Optional.empty();
        }
        String words =
                error instanceof UnrecognizedPropertyException ? "unknown field" : "not a value this field takes";
        return Optional.of(invalid(invalid, field(mapping) + words));
    }

    private static String field(JsonMappingException error) {
        String path = error.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
        return path.isEmpty() ? "" : printable(path) + ": ";
    }

    private static Problem framework(WebApplicationException error) {
        Response answer = error.getResponse();
        String detail = switch (answer.getStatus()) {
            case 401 -> "a token is wanted";
            case 403 -> "the token does not allow this";
            case 404 -> "there is nothing at this address";
            case 405 -> "this address takes " + answer.getHeaderString("Allow");
            case 406 -> "this address has no answer of the wanted type";
            case 415 -> "this address does not take a body of this content type";
            default -> "the request could not be understood";
        };
        Problem problem = new Problem(answer.getStatus(), answer.getStatusInfo().getReasonPhrase(), detail);
        answer.getStringHeaders().forEach((name, values) -> values.forEach(value -> problem.with(name, value)));
        return problem;
    }

    private static Problem invalid(int status, String detail) {
        return new Problem(status, status == 400 ? "Bad request" : "Unprocessable", detail);
    }

    private static String printable(String text) {
        String cut = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }

    private static <T extends Throwable> Optional<T> first(Throwable error, Class<T> type) {
        Throwable at = error;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
            at = at.getCause();
        }
        return Optional.empty();
    }
}
