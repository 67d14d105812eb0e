"""Many articles: on all cores, resumable, with a report of what failed; on a cluster; and what is a copy of what."""

from kg.corpus.build import CorpusReport, build_corpus, failures, report_path
from kg.corpus.report import Options, report_parts
from kg.corpus.workers import Workers

__all__ = ["CorpusReport", "Options", "Workers", "build_corpus", "failures", "report_parts", "report_path"]
