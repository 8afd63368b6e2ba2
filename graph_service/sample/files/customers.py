"""Customers' file: one row per account."""

from __future__ import annotations

from datetime import timedelta

from graph_service.sample.calendar import FIRST
from graph_service.sample.files.table import Table, truth_value
from graph_service.sample.story import Cut, Story


def tables(story: Story, cut: Cut) -> list[Table]:
    """The accounts whose home store is kept."""
    kept = [customer for customer in story.customers if customer.store in cut.stores]
    return [Table(path="customers/customers.csv", key=("customer_no",), columns={
        "customer_no": [str(customer.number) for customer in kept],
        "first_name": [customer.first_name for customer in kept],
        "last_name": [customer.last_name for customer in kept],
        "email": [customer.email for customer in kept],
        "birth_date": [customer.birth_date.isoformat() for customer in kept],
        "segment": [customer.segment for customer in kept],
        "home_store_no": [str(story.world.stores[customer.store].number) for customer in kept],
        "joined_on": [(FIRST + timedelta(days=customer.joined)).isoformat() for customer in kept],
        "consent": truth_value(customer.consent for customer in kept),
    })]
