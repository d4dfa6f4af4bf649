package org.openztp.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The server of {@code java -jar ztp.war} does not read web.xml: whatever is added there must be added to it as well. */
class WebXmlTest {
    @Test
    void webXmlNamesTheOneListenerAndNothingElse() throws Exception {
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("webapp", "WEB-INF", "web.xml").toFile())
                .getDocumentElement();

        List<String> said = new ArrayList<>();
        for (Node child = root.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                said.add(element.getTagName() + " " + element.getTextContent().strip());
            }
        }

        assertThat(root.getAttribute("metadata-complete")).isEqualTo("true");
        assertThat(said)
                .containsExactly(
                        "display-name OpenZTP", "absolute-ordering ", "listener " + WebApplication.APPLICATION);
    }
}
