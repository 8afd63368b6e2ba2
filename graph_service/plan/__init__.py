"""Plans: what anyone asks, in no store's language.

form | GraphQL | question  →  Plan  →  prepare (PASSES, in order)  →  ReadyPlan  →  a store
                               └─ terms · restate · plan_to_form
"""
