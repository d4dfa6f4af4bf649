package org.openztp.launcher;

import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;

/**
 * What the container itself refuses, without stack traces and versions. A path that climbs above the root or holds NUL
 * names nothing here: 404, as for every other name of nothing.
 */
final class ErrorReports extends ErrorReportValve {
    private static final Pattern NAMES_NOTHING =
            Pattern.compile("%00|(?:^|[/\\\\]|%5c)(?:\\.|%2e){2}(?:$|[/\\\\;]|%5c)", Pattern.CASE_INSENSITIVE);

    private ErrorReports() {
        setShowReport(false);
        setShowServerInfo(false);
    }

    /** In place of the container's own. */
    static void of(StandardHost host) {
        host.setErrorReportValveClass(ErrorReports.class.getName());
        host.getPipeline().addValve(new ErrorReports());
    }

    @Override
    protected void report(Request request, Response response, Throwable error) {
        if (response.getStatus() == 400
                && NAMES_NOTHING.matcher(request.getRequestURI()).find()) {
            response.setStatus(404);
        }
        super.report(request, response, error);
    }
}
