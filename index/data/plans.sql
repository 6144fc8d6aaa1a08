-- The records of the plans, one table per kind, and a view per question people ask.
-- Lines are 1-based and inclusive; source_start/source_end are code-point offsets into documents.source.
PRAGMA application_id = 0x4b48504c;
PRAGMA user_version = 2;

CREATE TABLE plans (
  plan_id TEXT PRIMARY KEY,
  position INTEGER NOT NULL UNIQUE,
  province TEXT, kind TEXT, title TEXT, number TEXT, date TEXT, issuer TEXT, signer TEXT, period TEXT,
  source_note TEXT, sha256 TEXT,
  notes TEXT NOT NULL,
  declared TEXT NOT NULL
) STRICT;

CREATE TABLE documents (
  plan_id TEXT PRIMARY KEY REFERENCES plans (plan_id),
  sha256 TEXT NOT NULL,
  source TEXT NOT NULL
) STRICT;

CREATE TABLE agencies (
  agency_id TEXT PRIMARY KEY,
  canonical TEXT NOT NULL,
  kind TEXT NOT NULL
) STRICT;

CREATE TABLE goals (
  goal_id INTEGER PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (plan_id),
  code TEXT NOT NULL, full_code TEXT NOT NULL, level TEXT NOT NULL, text TEXT NOT NULL,
  first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, source_start INTEGER NOT NULL, source_end INTEGER NOT NULL
) STRICT;

CREATE TABLE targets (
  target_id INTEGER PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (plan_id),
  goal_id INTEGER REFERENCES goals (goal_id),
  code TEXT NOT NULL, full_code TEXT NOT NULL, level TEXT NOT NULL, goal TEXT NOT NULL, text TEXT NOT NULL, priority TEXT,
  number TEXT,
  first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, source_start INTEGER NOT NULL, source_end INTEGER NOT NULL,
  lead_first_line INTEGER, lead_last_line INTEGER, lead_start INTEGER, lead_end INTEGER
) STRICT;

CREATE TABLE target_agencies (
  target_id INTEGER NOT NULL REFERENCES targets (target_id),
  role TEXT NOT NULL CHECK (role IN ('lead', 'coordinating')),
  position INTEGER NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agencies (agency_id),
  as_written TEXT NOT NULL, canonical TEXT NOT NULL, kind TEXT NOT NULL, note TEXT,
  PRIMARY KEY (target_id, role, position)
) STRICT;

CREATE TABLE tasks (
  task_id INTEGER PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (plan_id),
  target_id INTEGER REFERENCES targets (target_id),
  target_code TEXT NOT NULL, full_code TEXT NOT NULL, text TEXT NOT NULL,
  lead_basis TEXT NOT NULL CHECK (lead_basis IN ('explicit', 'inherited', 'assigned', 'unknown')),
  part TEXT NOT NULL, part_title TEXT NOT NULL, period TEXT, output TEXT, funding TEXT, duplicate_of TEXT,
  first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, source_start INTEGER NOT NULL, source_end INTEGER NOT NULL,
  lead_first_line INTEGER, lead_last_line INTEGER, lead_start INTEGER, lead_end INTEGER,
  coordinating_first_line INTEGER, coordinating_last_line INTEGER, coordinating_start INTEGER, coordinating_end INTEGER,
  part_first_line INTEGER, part_last_line INTEGER, part_start INTEGER, part_end INTEGER
) STRICT;

CREATE TABLE task_agencies (
  task_id INTEGER NOT NULL REFERENCES tasks (task_id),
  role TEXT NOT NULL CHECK (role IN ('lead', 'coordinating')),
  position INTEGER NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agencies (agency_id),
  as_written TEXT NOT NULL, canonical TEXT NOT NULL, kind TEXT NOT NULL, note TEXT,
  PRIMARY KEY (task_id, role, position)
) STRICT;

CREATE TABLE task_conflicts (
  task_id INTEGER NOT NULL REFERENCES tasks (task_id),
  position INTEGER NOT NULL,
  field TEXT NOT NULL, as_written TEXT NOT NULL, first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, why TEXT NOT NULL,
  PRIMARY KEY (task_id, position)
) STRICT;

CREATE TABLE indicators (
  indicator_id INTEGER PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (plan_id),
  target_id INTEGER REFERENCES targets (target_id),
  target_code TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, notes TEXT NOT NULL,
  first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, source_start INTEGER NOT NULL, source_end INTEGER NOT NULL
) STRICT;

CREATE TABLE indicator_values (
  indicator_id INTEGER NOT NULL REFERENCES indicators (indicator_id),
  position INTEGER NOT NULL,
  year TEXT NOT NULL, as_written TEXT NOT NULL,
  PRIMARY KEY (indicator_id, position)
) STRICT;

CREATE TABLE indicator_agencies (
  indicator_id INTEGER NOT NULL REFERENCES indicators (indicator_id),
  position INTEGER NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agencies (agency_id),
  as_written TEXT NOT NULL, canonical TEXT NOT NULL, kind TEXT NOT NULL, note TEXT,
  PRIMARY KEY (indicator_id, position)
) STRICT;

CREATE TABLE projects (
  project_id INTEGER PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (plan_id),
  code TEXT NOT NULL, full_code TEXT NOT NULL, field TEXT NOT NULL, name TEXT NOT NULL, location TEXT NOT NULL,
  first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, source_start INTEGER NOT NULL, source_end INTEGER NOT NULL
) STRICT;

CREATE TABLE definitions (
  definition_id INTEGER PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (plan_id),
  term TEXT NOT NULL, text TEXT NOT NULL,
  first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, source_start INTEGER NOT NULL, source_end INTEGER NOT NULL
) STRICT;

CREATE TABLE sections (
  section_id INTEGER PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (plan_id),
  path TEXT NOT NULL, text TEXT NOT NULL, role TEXT NOT NULL,
  first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, source_start INTEGER NOT NULL, source_end INTEGER NOT NULL
) STRICT;

CREATE TABLE assignments (
  assignment_id INTEGER PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (plan_id),
  codes TEXT NOT NULL,
  first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, source_start INTEGER NOT NULL, source_end INTEGER NOT NULL
) STRICT;

CREATE TABLE assignment_agencies (
  assignment_id INTEGER NOT NULL REFERENCES assignments (assignment_id),
  position INTEGER NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agencies (agency_id),
  as_written TEXT NOT NULL, canonical TEXT NOT NULL, kind TEXT NOT NULL, note TEXT,
  PRIMARY KEY (assignment_id, position)
) STRICT;

CREATE TABLE leftovers (
  leftover_id INTEGER PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (plan_id),
  text TEXT NOT NULL, why TEXT NOT NULL,
  first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, source_start INTEGER NOT NULL, source_end INTEGER NOT NULL
) STRICT;

CREATE INDEX targets_by_code ON targets (plan_id, code);
CREATE INDEX tasks_by_target ON tasks (plan_id, target_code);
CREATE INDEX task_agencies_by_agency ON task_agencies (agency_id, role);

CREATE VIEW who_leads AS
SELECT plans.plan_id, plans.province, tasks.target_code, targets.text AS target_text, tasks.full_code AS task_code,
       tasks.text AS task_text, tasks.part, task_agencies.role, task_agencies.canonical AS agency, task_agencies.agency_id,
       task_agencies.as_written, tasks.lead_basis, tasks.first_line, tasks.last_line, tasks.lead_first_line,
       tasks.lead_last_line
FROM tasks
JOIN plans ON plans.plan_id = tasks.plan_id
LEFT JOIN targets ON targets.target_id = tasks.target_id
JOIN task_agencies ON task_agencies.task_id = tasks.task_id AND task_agencies.role = 'lead'
ORDER BY plans.position, tasks.task_id, task_agencies.position;

CREATE VIEW indicator_roadmap AS
SELECT plans.plan_id, plans.province, indicators.target_code, indicators.code, indicators.name, indicators.unit,
       indicator_values.year, indicator_values.as_written, indicators.first_line, indicators.last_line
FROM indicators
JOIN plans ON plans.plan_id = indicators.plan_id
JOIN indicator_values ON indicator_values.indicator_id = indicators.indicator_id
ORDER BY plans.position, indicators.indicator_id, indicator_values.position;

CREATE VIEW agency_portfolio AS
SELECT task_agencies.agency_id, agencies.canonical AS agency, plans.plan_id, plans.province, task_agencies.role,
       tasks.target_code, COUNT(*) AS tasks, MIN(tasks.first_line) AS first_line
FROM task_agencies
JOIN agencies ON agencies.agency_id = task_agencies.agency_id
JOIN tasks ON tasks.task_id = task_agencies.task_id
JOIN plans ON plans.plan_id = tasks.plan_id
GROUP BY task_agencies.agency_id, plans.plan_id, task_agencies.role, tasks.target_code
ORDER BY agencies.canonical, plans.position, task_agencies.role DESC, MIN(tasks.task_id);
