package org.openztp.firmware.store;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Builds that follow one another, for instance those of one community or customer. */
@Entity
@Table(name = "firmware_category")
class Category {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String name;

    protected Category() {}

    Category(String name) {
        this.name = name;
    }

    long id() {
        return id;
    }
}
