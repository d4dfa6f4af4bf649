package org.openztp.image.asu.wire;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What is answered to a request. */
public interface Answer {
    /** To GET and POST; to HEAD, without its body. */
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException;
}
