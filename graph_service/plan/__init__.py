"""Plans: what anyone asks, in no store's language.

form | GraphQL | question  →  Plan  →  prepare (PASSES, in order)  →  ReadyPlan  →  a store

model, expressions, conditions, operators: the plan      ready, prepare: through the passes      blocks: for compilers
forms/      from and to YAML, JSON, JSON Schema          naming/    names, governed formulas and patterns resolved
words/      a plan and its account in plain words        typing/    types, units and constants settled
calendar/   windows of time, in words and as spans       policies/  what a role may see, and the guards for rows
passes/     resolve, typecheck, contextualize,           walking/   every part of a plan with its place
            authorize, bound
"""
