package org.openztp.pool;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openztp.db.Tx;

/** Who takes from pools and is no device: a node that is a folder only. As a holder it counts below zero. */
@Entity
@Table(name = "pool_node")
class PoolNode {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String name;

    protected PoolNode() {}

    private PoolNode(String name) {
        this.name = name;
    }

    /** The id under which the node holds values; it gets one when it has none. */
    static long holderId(Tx tx, String name) {
        List<PoolNode> known = tx.em()
                .createQuery("select n from PoolNode n where n.name = :name", PoolNode.class)
                .setParameter("name", name)
                .getResultList();
        if (!known.isEmpty()) {
            return -known.get(0).id;
        }
        PoolNode fresh = new PoolNode(name);
        tx.em().persist(fresh);
        return -fresh.id;
    }

    /** The names by the ids under which they hold values. */
    static Map<Long, String> names(Tx tx, Collection<Long> holders) {
        List<Long> ids = holders.stream().filter(id -> id < 0).map(id -> -id).toList();
        return ids.isEmpty()
                ? Map.of()
                : tx.em()
                        .createQuery("select n from PoolNode n where n.id in :ids", PoolNode.class)
                        .setParameter("ids", ids)
                        .getResultStream()
                        .collect(Collectors.toMap(node -> -node.id, PoolNode::name));
    }

    private String name() {
        return name;
    }
}
