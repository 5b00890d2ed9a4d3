"""The portal: people, organisations and offices work with the engine's answers here.

A folder is a bounded context: `models` (fields and constraints), `services` (every change of state), `selectors`
(every reading for a screen, scoped), `access` (the only way to an object that somebody asks for by its id).
`web` shows pages, `api` answers programs; both only translate. Nothing outside this package knows Django.
"""
