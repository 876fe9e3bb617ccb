"""Imports every room that has tables, so that the metadata is whole for migrations and tests."""

import app.accounts.models
import app.attributes.models
import app.audit.models
import app.boards.models
import app.events.models
import app.events.readers
import app.events.schedule
import app.events.worker
import app.exchange.batches
import app.follows.models
import app.groups.models
import app.groups.rules
import app.insights.touchpoints.models
import app.kinds
import app.moderation.models
import app.moderation.objections
import app.moderation.pace.models
import app.moderation.prints
import app.moderation.rules
import app.moderation.sanctions
import app.moderation.scoring.models
import app.moderation.tone.models
import app.notifications.models
import app.posts.hidden_authors
import app.posts.models
import app.search.missed
import app.search.models
import app.search.synonyms
import app.site
import app.tags.models
import app.topics.merges
import app.topics.models
import app.uploads.models
import app.votes.models
import app.web.once  # noqa: F401
